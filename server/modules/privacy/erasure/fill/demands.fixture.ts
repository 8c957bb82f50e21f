/** What the tables of all modules demand, joined: each module says its own in a file of `demands/`. */
import type { Demands } from './demands/demand.fixture.ts'
import { incidentDemands } from './demands/incidents.fixture.ts'
import { notificationDemands } from './demands/notifications.fixture.ts'
import { platformDemands } from './demands/platform.fixture.ts'
import { privacyDemands } from './demands/privacy.fixture.ts'
import { statusPageDemands } from './demands/statuspages.fixture.ts'
import { telemetryDemands } from './demands/telemetry.fixture.ts'
import { userDemands } from './demands/users.fixture.ts'

const all: readonly Demands[] = [
  platformDemands,
  userDemands,
  telemetryDemands,
  incidentDemands,
  notificationDemands,
  statusPageDemands,
  privacyDemands,
]

export const demands = Object.assign({}, ...all.map(({ values }) => values)) as NonNullable<Demands['values']>
export const partDemands = Object.assign({}, ...all.map(({ ofProject }) => ofProject)) as NonNullable<
  Demands['ofProject']
>
export const empty = new Set(all.flatMap((one) => one.empty ?? []))
export const madeElsewhere = new Set(all.flatMap((one) => one.madeElsewhere ?? []))
export const besides = all.flatMap((one) => one.besides ?? [])
