import '@fontsource-variable/inter/wght.css';
import '@fontsource-variable/jetbrains-mono/wght.css';
import './ui/tokens.css';
import './ui/frame.css';
import './ui/list.css';
import './ui/pane.css';
import './ui/kit.css';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';
import { reloadWhenReplaced } from './app/reload-when-replaced.ts';
import { keyboard } from './lib/keyboard.ts';
import { applyPreferences } from './lib/preferences.ts';

reloadWhenReplaced();
applyPreferences();
matchMedia('(prefers-color-scheme: light)').addEventListener('change', applyPreferences);
addEventListener('keydown', (event) => keyboard.handle(event));

const place = document.getElementById('root');
if (place) createRoot(place).render(<App />);
