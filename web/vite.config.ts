import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { compressed } from './vite/compressed.ts';
import { contractValues } from './vite/contract-values.ts';

const server = process.env.WF_DEV_SERVER ?? 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [react(), contractValues(), compressed()],
  build: {
    target: 'es2022',
    // Maps would double the size of what `npm start` builds on a newcomer's machine.
    sourcemap: false,
    chunkSizeWarningLimit: 800,
  },
  server: { proxy: { '/api': { target: server, changeOrigin: false }, '/docs': server } },
});
