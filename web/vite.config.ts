import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

export default defineConfig({
  root: import.meta.dirname,
  base: '/app/',
  plugins: [react(), tailwindcss()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            // One file for what rarely changes, and one for what every screen uses: an icon is not worth a request.
            {
              name: 'react',
              test: /node_modules\/(react|react-dom|scheduler|@tanstack\/(?!react-virtual|virtual-core)[^/]+)\//,
            },
            {
              name: 'common',
              test: /lucide-react|web\/src\/(components\/(?!chart|dialog|histogram|query-|time-range|menu-parts|field|form-frame|password-field|facts|tabs|paged|prove-dialog|or|exports|erasure-plan)|(?!form|paging|passkeys|staff-api|save-as)[a-z-]+\.tsx?$)|api\/client/,
              minShareCount: 2,
            },
            // What only screens with forms use, fetched with the first of them.
            {
              name: 'forms',
              test: /web\/src\/(components\/(field|form-frame|password-field|facts|tabs|paged|or)|form|paging|passkeys)\.tsx?$/,
              minShareCount: 2,
            },
          ],
        },
      },
    },
  },
  server: { proxy: { '/api': 'http://localhost:8080', '/status': 'http://localhost:8080' } },
})
