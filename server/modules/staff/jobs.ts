import type { AnyJob } from '#platform/jobs'
import type { Schedule } from '#platform/schedule'
import { remindOfBreaches, mailReminder } from './breaches/remind.ts'
import { mailNotice } from './breaches/tell-owners.ts'
import { endOverdueGrants } from './grants/end-grant.ts'
import { mailGrant } from './grants/mail-grant.ts'
import { mailGuessing } from './signals/mail-guessing.ts'

export const jobs: AnyJob[] = [mailGrant, mailNotice, mailReminder, mailGuessing]

export const schedules: Schedule[] = [
  { name: 'staff.endGrants', purpose: 'security', reads: ['C26'], everySeconds: 60, run: endOverdueGrants },
  { name: 'staff.remindOfBreaches', purpose: 'compliance', reads: ['C32'], everySeconds: 300, run: remindOfBreaches },
]
