import type { AnyJob } from '#platform/jobs'
import { followMonitorsJob } from './following/follow-monitors.ts'
import { publishScheduledPosts } from './reports/publish-posts.ts'
import { subscriberJobs } from './subscribers/jobs.ts'

export const jobs: AnyJob[] = [...subscriberJobs, publishScheduledPosts, followMonitorsJob]
