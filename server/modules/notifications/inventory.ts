import { inventory } from '#platform/inventory'

/** Counted from when it was made: what waits longer than that is told nobody any more. */
const retention = {
  endsWith: 'workspace',
  ages: [{ from: 'created_at', after: { setting: 'deliveryDays' } }],
} as const

export default inventory({ purposes: { alerting: 'contract' } }, [
  {
    category: 'C16',
    place: 'notification_channels',
    fields: [
      'id',
      'workspace_id',
      'type',
      'name',
      'address',
      'url',
      'events',
      'created_at',
      'disabled_at',
      'disabled_reason',
      'throttled_until',
      'last_outcome',
      'last_outcome_at',
    ],
    source: 'subject',
    subject: [{ address: 'address' }],
  },
  {
    category: 'C16',
    place: 'notification_channels',
    fields: ['created_by'],
    subject: [{ userId: 'created_by' }],
    erase: 'anonymise',
  },
  {
    category: 'C17',
    place: 'notification_channels',
    fields: ['signing_secret'],
    export: 'fact',
    encrypted: 'envelope',
  },
  {
    category: 'C16',
    place: 'deliveries',
    fields: [
      'id',
      'workspace_id',
      'channel_id',
      'channel_name',
      'channel_type',
      'kind',
      'incident_id',
      'cause_activity_id',
      'activity_id',
      'message',
      'state',
      'reason',
      'epoch',
      'attempts',
      'round_attempts',
      'next_attempt_at',
      'lease_until',
      'created_at',
      'delivered_at',
      'replayed_at',
    ],
    retention,
  },
  {
    category: 'C28',
    place: 'delivery_attempts',
    fields: ['workspace_id', 'delivery_id', 'number', 'started_at', 'duration_ms', 'outcome', 'status', 'response'],
    purposes: { delivery: 'legitimateInterest' },
    retention: { endsWith: 'row' },
  },
])
