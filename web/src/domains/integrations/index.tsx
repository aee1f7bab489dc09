import './connectors.css';

export { ConnectPage } from './connect-page.tsx';
export { ConnectorsPage } from './connectors-page.tsx';
