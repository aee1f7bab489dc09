import './findings.css';

export { FindingPage } from './finding-page.tsx';
export { FindingsPage } from './findings-page.tsx';
