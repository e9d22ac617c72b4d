import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

const pages = ['student', 'desk', 'floor', 'sign-in']
const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))

const input: Record<string, string> = {}
for (const page of pages) {
  const html = at(`./static/${page}/index.html`)
  if (existsSync(html)) input[page] = html
}

export default defineConfig({
  root: at('./static'),
  publicDir: at('./static/public'),
  base: '/',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: at('./static/dist'),
    emptyOutDir: true,
    assetsDir: 'assets',
    // Old phones and the kernels inside chat apps: the first Chromium that runs modules.
    target: ['es2017', 'chrome61', 'safari11'],
    cssTarget: ['chrome61', 'safari11'],
    // The content policy allows no inline script and no data: fonts or images beyond icons.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
    reportCompressedSize: true,
    rolldownOptions: { input },
  },
})
