import { z } from 'zod'
import { defineJob, definePlatformJob } from '#platform/jobs'
import type { Facts } from '../facts.ts'
import type { Part } from '../part.ts'
import { sweepSeconds } from './erasure.ts'
import { eraseJobName } from './job-names.ts'
import { mailClosure } from './mail-closure.ts'
import { eraseProject, eraseProjectJobName } from './projects/erase-project.ts'
import { projectPlaces } from './projects/places.ts'
import { resumeProjects } from './projects/resume-projects.ts'
import { createProjectEndpoints } from './projects/routes.ts'
import { createErasureEndpoints } from './routes.ts'
import { runErasure } from './run-erasure.ts'
import { sweepErasures } from './sweep.ts'

/** Closing, erasing, receipts, and what a restore must not bring back. */
export function createErasure(facts: Facts): Part {
  const erase = definePlatformJob({
    name: eraseJobName,
    purpose: 'compliance',
    reads: ['C31'],
    input: z.object({ erasureId: z.string() }),
    handle: (services, { erasureId }) => runErasure(services, facts, erasureId),
  })
  const places = projectPlaces(facts.inventory)
  const endProject = defineJob({
    name: eraseProjectJobName,
    purpose: 'compliance',
    reads: [],
    input: z.object({ projectId: z.string() }),
    handle: (ctx, { projectId }) => eraseProject(ctx, places, projectId),
  })
  return {
    endpoints: [...createErasureEndpoints(facts), ...createProjectEndpoints(places)],
    jobs: [erase, mailClosure, endProject],
    schedules: [
      {
        name: 'privacy.erasures',
        purpose: 'compliance',
        reads: ['C31'],
        everySeconds: sweepSeconds,
        run: (services) => sweepErasures(services, facts),
      },
      { name: 'privacy.resumeProjects', purpose: 'compliance', reads: [], everySeconds: 3_600, run: resumeProjects },
    ],
  }
}
