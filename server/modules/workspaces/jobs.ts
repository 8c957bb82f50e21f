import type { InventoryEntry } from '#platform/inventory'
import type { AnyJob } from '#platform/jobs'
import { createPurgeJob, type IsHeld } from './deletion/purge-workspace.ts'
import { forgetInvitation } from './invitations/forget-invitation.ts'
import { sendInvitation } from './invitations/send-invitation.ts'

/** The inventory of all modules says where a deleted workspace's data lies; `isHeld`, what must not be deleted. */
export function createJobs(inventory: readonly InventoryEntry[], isHeld: IsHeld): AnyJob[] {
  return [sendInvitation, forgetInvitation, createPurgeJob(inventory, isHeld)]
}
