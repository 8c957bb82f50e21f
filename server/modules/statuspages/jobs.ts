import type { AnyJob } from '#platform/jobs'
import { publishScheduledPosts } from './reports/publish-posts.ts'
import { subscriberJobs } from './subscribers/jobs.ts'

export const jobs: AnyJob[] = [...subscriberJobs, publishScheduledPosts]
