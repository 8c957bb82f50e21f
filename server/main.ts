/** Reads the configuration, opens the stores, starts the parts asked for, and stops them in the reverse order. */
import { enableCompileCache } from 'node:module'
import { join } from 'node:path'

enableCompileCache(join(import.meta.dirname, '..', 'node_modules', '.cache', 'compile'))
// After the cache is on, so that everything below comes out of it.
const { run } = await import('./run.ts')
await run()
