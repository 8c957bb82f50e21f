import { inventory } from '#platform/inventory'

const pages = inventory({ category: 'C18', purposes: { status: 'contract' } }, [
  {
    place: 'status_pages',
    fields: ['id', 'workspace_id', 'slug', 'name', 'description', 'time_zone', 'created_at', 'updated_at'],
  },
  {
    place: 'components',
    fields: ['id', 'workspace_id', 'page_id', 'name', 'description', 'status', 'position', 'created_at', 'updated_at'],
  },
  {
    place: 'status_reports',
    fields: [
      'id',
      'workspace_id',
      'page_id',
      'incident_id',
      'title',
      'impact',
      'impact_given',
      'status',
      'started_at',
      'monitoring_at',
      'resolved_at',
      'created_at',
      'updated_at',
      'update_count',
    ],
    // What the public was told stays.
    partOf: [{ by: 'incident_id', of: 'incidents', clears: true }],
  },
  { place: 'report_components', fields: ['workspace_id', 'report_id', 'component_id', 'status'] },
  {
    place: 'report_updates',
    fields: ['id', 'workspace_id', 'report_id', 'number', 'status', 'body', 'notified', 'created_at'],
  },
  {
    place: 'update_components',
    fields: ['workspace_id', 'update_id', 'component_id', 'name', 'old_status', 'new_status'],
  },
])

const subscribers = inventory(
  {
    category: 'C19',
    source: 'subject',
    purposes: { status: 'consent' },
    retention: {
      endsWith: 'workspace',
      ages: [
        { from: 'unsubscribed_at', what: 'subscribers who left', after: { days: 30 } },
        {
          from: 'confirmation_requested_at',
          what: 'addresses that did not confirm a subscription',
          after: { hours: 48 },
          where: 'confirmed_at is null',
        },
        {
          from: 'created_at',
          what: 'addresses that were never asked to confirm',
          after: { hours: 48 },
          where: 'confirmed_at is null and confirmation_requested_at is null',
        },
      ],
    },
  },
  [
    {
      place: 'subscribers',
      fields: [
        'id',
        'workspace_id',
        'page_id',
        'address',
        'address_key',
        'created_at',
        'confirmation_id',
        'confirmation_requested_at',
        'confirmed_at',
        'unsubscribed_at',
      ],
      subject: [{ address: 'address_key' }],
    },
  ],
)

/** What was sent to whom and with which result: goes with the subscriber. */
const mails = inventory(
  { category: 'C28', purposes: { delivery: 'legitimateInterest', status: 'consent' }, retention: { endsWith: 'row' } },
  [
    {
      place: 'subscriber_mails',
      fields: [
        'id',
        'workspace_id',
        'update_id',
        'subscriber_id',
        'report_id',
        'update_number',
        'state',
        'attempts',
        'reason',
        'created_at',
        'next_attempt_at',
        'leased_until',
        'finished_at',
      ],
      subject: [{ column: 'subscriber_id', of: 'subscribers', key: 'id' }],
    },
  ],
)

export default [...pages, ...subscribers, ...mails]
