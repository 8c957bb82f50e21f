import type { Part } from '../part.ts'
import { assembleJob } from './assemble-upload.ts'
import { cliRoutes } from './cli/routes.ts'
import inventory from './inventory.ts'
import { migrations } from './migrations.ts'
import { sourceMapEndpoints } from './routes.ts'
import { sweepSourceMaps } from './sweep.ts'

export const sourceMaps: Part = {
  endpoints: sourceMapEndpoints,
  routes: cliRoutes,
  jobs: [assembleJob],
  schedules: [
    { name: 'telemetry.sweepSourceMaps', purpose: 'incidents', reads: [], everySeconds: 3_600, run: sweepSourceMaps },
  ],
  migrations,
  inventory,
}
