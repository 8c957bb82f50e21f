import type { AnyJob } from '#platform/jobs'
import { retryRevocation } from './providers/revoke-grant.ts'
import { sendNotice } from './send-notice.ts'
import { sendProof } from './send-proof.ts'

export const jobs: AnyJob[] = [sendProof, sendNotice, retryRevocation]
