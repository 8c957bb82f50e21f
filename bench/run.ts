/** `node bench/run.ts agent|audit|auth|card-data|events|fanout|page|queries|rules|samples|search|start|vault [options]`: runs a bench; exit code 1 when a target was missed. */
import { benchAgent } from './agent.ts'
import { benchAudit } from './audit.ts'
import { benchAuth } from './auth.ts'
import { benchCardData } from './card-data.ts'
import { benchEvents } from './events.ts'
import { benchFanout } from './fanout.ts'
import { benchPage } from './page.ts'
import { benchMonitors } from './monitors.ts'
import { benchQueries } from './queries.ts'
import { benchRetention } from './retention.ts'
import { benchRules } from './rules.ts'
import { benchSamples } from './samples.ts'
import { benchSearch } from './search.ts'
import { benchStart } from './start.ts'
import { benchVault } from './vault.ts'

const benches: Record<string, (args: string[]) => Promise<boolean>> = {
  agent: benchAgent,
  audit: benchAudit,
  auth: benchAuth,
  'card-data': benchCardData,
  events: benchEvents,
  fanout: benchFanout,
  page: benchPage,
  monitors: benchMonitors,
  queries: benchQueries,
  retention: benchRetention,
  rules: benchRules,
  samples: benchSamples,
  search: benchSearch,
  start: benchStart,
  vault: benchVault,
}

const [name = '', ...args] = process.argv.slice(2)
const bench = benches[name]
if (!bench) {
  console.error(`usage: node bench/run.ts ${Object.keys(benches).join('|')} [options]`)
  process.exit(2)
}
process.exit((await bench(args)) ? 0 : 1)
