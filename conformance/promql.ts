/**
 * `npm run conformance -- promql --data <directory>`: scripts in Prometheus' test language (`*.test`), in memory. Each
 * instant query also runs with its time nailed down by `@` at other times, and as a range query around it.
 */
import { runScripts } from './promql/run-scripts.ts'
import type { RunSuite } from './suite.ts'

export const run: RunSuite = (dataDirectory) => runScripts(dataDirectory, { storeOf: (loaded) => loaded, again: true })
