import './health.css';

export { HealthPage } from './health-page.tsx';
