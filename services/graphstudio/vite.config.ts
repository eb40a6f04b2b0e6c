import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

export default defineConfig({
  plugins: [react()],
  build: {
    target: 'es2023',
    // An inlined asset would be a data: URL, which the Content-Security-Policy refuses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // React and React Flow are needed at once; 170 kB when compressed.
    chunkSizeWarningLimit: 600,
  },
  server: { proxy: { '/api': { target: process.env['KERNEL_URL'] ?? 'http://127.0.0.1:3000', ws: true } } },
})
