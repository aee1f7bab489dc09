import './customers.css';

export { CustomersPage } from './customers-page.tsx';
