import type { Endpoint, Route } from '#platform/http'
import type { AnyJob } from '#platform/jobs'
import type { Schedule } from '#platform/schedule'

/** What one part of the engine brings to the program. */
export type Part = {
  endpoints?: readonly Endpoint[]
  routes?: readonly Route[]
  jobs?: readonly AnyJob[]
  schedules?: readonly Schedule[]
}
