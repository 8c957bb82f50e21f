import type { InventoryEntry } from '#platform/inventory'
import type { AnyJob } from '#platform/jobs'
import type { Schedule } from '#platform/schedule'
import { remindOfBreaches, mailReminder } from './breaches/remind.ts'
import { mailNotice } from './breaches/tell-owners.ts'
import { endOverdueGrants } from './grants/end-grant.ts'
import { mailGrant } from './grants/mail-grant.ts'
import { addressColumns, eraseMinors } from './minors/erase-minors.ts'
import { sweepSignals } from './signals/list-signals.ts'
import { mailGuessing } from './signals/mail-guessing.ts'

export const jobs: AnyJob[] = [mailGrant, mailNotice, mailReminder, mailGuessing]

/** The inventory of all modules says where what is addressed to a person lies. */
export function createSchedules(inventory: readonly InventoryEntry[]): Schedule[] {
  const columns = addressColumns(inventory)
  return [
    { name: 'staff.endGrants', everySeconds: 60, run: endOverdueGrants },
    { name: 'staff.eraseMinors', everySeconds: 60, run: (services) => eraseMinors(services, columns) },
    { name: 'staff.remindOfBreaches', everySeconds: 300, run: remindOfBreaches },
    { name: 'staff.sweepSignals', everySeconds: 3_600, run: sweepSignals },
  ]
}
