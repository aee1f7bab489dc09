export { customerRoutes } from './routes.ts';
export { createCustomer, ensureDefaultCustomer, listCustomers } from './service.ts';
export {
  customerRefs,
  findCustomerByCode,
  lensScope,
  listRefs,
  loadDirectory,
  nextNumbers,
  renameDefault,
} from './store.ts';
