/** The audit log as people read it. Pure. */
import type { AuditEntry } from '../../api.ts'
import { capital, clock, date, words } from '../../format.ts'

const actions: Record<string, string> = {
  'workspace.created': 'Opened the workspace',
  'workspace.updated': 'Changed the workspace',
  'workspace.deleted': 'Deleted the workspace',
  'workspace.ownershipTransferred': 'Handed the ownership over',
  'member.joined': 'Joined',
  'member.left': 'Left',
  'member.removed': 'Removed a member',
  'member.renamed': 'Took another name',
  'member.roleChanged': 'Changed a role',
  'invitation.created': 'Invited someone',
  'invitation.revoked': 'Revoked an invitation',
  'invitation.sentAgain': 'Sent an invitation again',
  'project.created': 'Created a project',
  'project.updated': 'Changed a project',
  'metricLimits.set': 'Set the limits of metrics',
  'configuration.applied': 'Applied a configuration file',
  'apiKey.created': 'Created an API key',
  'apiKey.rotated': 'Rotated an API key',
  'apiKey.revoked': 'Revoked an API key',
  'ingestKey.created': 'Created an ingest key',
  'ingestKey.rotated': 'Rotated an ingest key',
  'ingestKey.revoked': 'Revoked an ingest key',
  'incident.acknowledged': 'Acknowledged an incident',
  'incident.unacknowledged': 'Took an acknowledgement back',
  'incident.resolved': 'Resolved an incident',
  'incident.reopened': 'Reopened an incident',
  'notificationChannel.created': 'Created a channel',
  'notificationChannel.updated': 'Changed a channel',
  'notificationChannel.deleted': 'Deleted a channel',
  'notificationChannel.tested': 'Tested a channel',
  'notificationChannel.disabled': 'Turned a channel off',
  'delivery.replayed': 'Delivered again',
  'statusPage.created': 'Created a status page',
  'statusPage.updated': 'Changed a status page',
  'statusPage.deleted': 'Deleted a status page',
  'statusPage.lookChanged': 'Changed how a status page looks',
  'statusPage.accessChanged': 'Changed who may see a status page',
  'statusPage.hostAdded': 'Named a host for a status page',
  'statusPage.hostChecked': 'Checked the host of a status page',
  'statusPage.hostRemoved': 'Took a host from a status page',
  'statusPage.exportSet': 'Set where a status page is copied to',
  'statusPage.exportEnded': 'Ended the copying of a status page',
  'statusPage.suspended': 'Took a status page from the public, as staff',
  'statusPage.unsuspended': 'Gave a status page back to its public, as staff',
  'component.created': 'Created a component',
  'component.updated': 'Changed a component',
  'component.deleted': 'Deleted a component',
  'component.historyCorrected': 'Corrected the history of a component',
  'componentGroup.created': 'Created a group of components',
  'componentGroup.updated': 'Changed a group of components',
  'componentGroup.deleted': 'Removed a group of components',
  'statusPage.reordered': 'Changed the order of components',
  'uptimePolicy.set': 'Set what counts as downtime',
  'uptimePolicy.deleted': 'Removed what counts as downtime from a day on',
  'report.published': 'Published a report',
  'update.published': 'Published an update',
  'maintenance.scheduled': 'Planned a maintenance',
  'maintenance.updated': 'Changed a maintenance',
  'maintenance.cancelled': 'Cancelled a maintenance',
  'maintenance.recorded': 'Recorded a maintenance afterwards',
  'maintenanceSeries.updated': 'Changed a series of maintenances',
  'maintenanceSeries.ended': 'Ended a series of maintenances',
  'subscriber.deleted': 'Deleted a subscriber',
  'audit.exported': 'Exported the audit log',
  'staff.granted': 'Opened this workspace as staff',
  'staff.entered': 'Looked inside as staff',
  'staff.ended': 'Stopped looking inside as staff',
}

/** For completing what is typed into the filter. */
export const knownActions: readonly string[] = Object.keys(actions)

export function actionWords(action: string): string {
  return actions[action] ?? capital(words(action))
}

export function actorWords({ kind, name }: AuditEntry['actor']): string {
  if (kind === 'erased') return 'Someone who was erased'
  if (kind === 'system') return 'Watchword itself'
  return name === '' ? 'Someone without a name' : name
}

export type ChangeRow = { field: string; before: string | undefined; after: string | undefined }

/** Each field that differs, with its value before and after in words; undefined on a side where it was not. */
export function changeRows({ before, after }: Pick<AuditEntry, 'before' | 'after'>): ChangeRow[] {
  const fields = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])]
  return fields.map((field) => ({
    field: capital(words(field)),
    before: before && field in before ? valueWords(before[field]) : undefined,
    after: after && field in after ? valueWords(after[field]) : undefined,
  }))
}

export function valueWords(value: unknown): string {
  if (value === null || value === undefined || value === '') return 'nothing'
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (Array.isArray(value)) return value.length === 0 ? 'nothing' : value.map(valueWords).join(', ')
  if (typeof value !== 'string') return JSON.stringify(value, null, 1)
  return isTime(value) ? timeWords(new Date(value)) : value
}

function isTime(text: string): boolean {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(text)
}

/** Local. */
function timeWords(at: Date): string {
  return `${date(at)}, ${clock(at)}`
}

/** The first and the last digits of a hash or a signature: enough to compare two at a glance. */
export function shortHash(hash: string): string {
  return hash.length <= 14 ? hash : `${hash.slice(0, 8)}…${hash.slice(-4)}`
}

/** Verifies an export against a checkpoint; to be run in a checkout of Watchword. */
export function verifyCommand(checkpoint: { keyId: string; number: number; hash: string } | undefined): string {
  const command = 'npx watchword audit verify <file>'
  if (!checkpoint) return command
  return `${command} \\\n  --key ${checkpoint.keyId} \\\n  --checkpoint ${checkpoint.number}:${checkpoint.hash}`
}
