import type { Facts } from '../facts.ts'
import type { Part } from '../part.ts'
import { fileRoutes } from './file-routes.ts'
import { exportSchedule } from './look-after-exports.ts'
import { mailReady } from './mail-ready.ts'
import { createPersonExportJob } from './person-exports.ts'
import { exportEndpoints } from './routes.ts'
import { createWorkspaceExportJob } from './run-workspace-export.ts'

export function createBundles(facts: Facts): Part {
  const jobs = { ofPerson: createPersonExportJob(facts), ofWorkspace: createWorkspaceExportJob(facts.inventory) }
  return {
    endpoints: exportEndpoints(jobs.ofWorkspace),
    routes: fileRoutes,
    jobs: [jobs.ofPerson, jobs.ofWorkspace, mailReady.job],
    schedules: [exportSchedule(jobs)],
  }
}
