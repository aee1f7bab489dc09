export { settingsRoutes } from './routes.ts';
export { getSettings, updateSettings } from './service.ts';
export { saveSetting } from './store.ts';
