/** Reads the configuration, opens the stores, starts the parts asked for, and stops them in the reverse order. */
import { enableCompileCache } from 'node:module'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'

// Memory outside of the heap counts as the heap does, when it is time to collect. Otherwise each 64 MB of answers and
// bodies that pass through are a reason to look at the whole heap: a third of what wide queries cost (measured).
setFlagsFromString('--external-memory-accounted-in-global-limit')

enableCompileCache(join(import.meta.dirname, '..', 'node_modules', '.cache', 'compile'))
// After the cache is on, so that everything below comes out of it.
const { run } = await import('./run.ts')
await run()
