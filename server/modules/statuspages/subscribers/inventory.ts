import { inventory } from '#platform/inventory'

const retention = {
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
} as const

const subscribers = inventory({ category: 'C19', source: 'subject', purposes: { status: 'consent' }, retention }, [
  {
    place: 'subscribers',
    fields: [
      ...['id', 'workspace_id', 'page_id', 'address', 'address_key', 'created_at', 'confirmation_id'],
      ...['confirmation_requested_at', 'confirmed_at', 'unsubscribed_at', 'channel', 'kinds', 'only_final', 'scope'],
      ...['source', 'consent_note', 'consent_at', 'suppressed_at', 'suppressed_reason', 'locale'],
      ...['bounces', 'bounced_at', 'bounce_reason'],
    ],
    subject: [{ address: 'address_key' }],
  },
  { place: 'subscribers', fields: ['added_by'], subject: [{ userId: 'added_by' }], erase: 'anonymise' },
  {
    place: 'subscriber_components',
    fields: ['workspace_id', 'subscriber_id', 'component_id'],
    subject: [{ column: 'subscriber_id', of: 'subscribers', key: 'id' }],
    retention: { endsWith: 'row' },
  },
  {
    place: 'subscriber_groups',
    fields: ['workspace_id', 'subscriber_id', 'group_id'],
    subject: [{ column: 'subscriber_id', of: 'subscribers', key: 'id' }],
    retention: { endsWith: 'row' },
  },
  {
    place: 'subscriber_codes',
    fields: ['id', 'workspace_id', 'subscriber_id', 'created_at', 'attempts', 'used_at'],
    subject: [{ column: 'subscriber_id', of: 'subscribers', key: 'id' }],
    retention: {
      endsWith: 'row',
      ages: [{ from: 'created_at', what: 'codes for changing a subscription', after: { hours: 24 } }],
    },
  },
])

/** URLs by which anybody could write into somebody's channel, and what proves that a call is ours. */
const endpoints = inventory({ category: 'C17', purposes: { status: 'consent' }, retention }, [
  { place: 'subscribers', fields: ['endpoint_url', 'signing_secret'], export: 'fact', encrypted: 'envelope' },
])

const tellings = inventory({ category: 'C18', purposes: { status: 'contract' } }, [
  {
    place: 'subscriber_settings',
    fields: ['workspace_id', 'page_id', 'subscriber_limit', 'webhooks', 'slack', 'updated_at'],
  },
  {
    place: 'subscriber_tellings',
    fields: [
      ...['id', 'workspace_id', 'page_id', 'kind', 'report_update_id', 'maintenance_update_id', 'subject_id', 'number'],
      ...['is_final', 'created_at', 'component_id', 'old_status', 'new_status'],
    ],
  },
])

/** What was sent to whom and with which result: goes with the subscriber. */
const deliveries = inventory(
  { category: 'C28', purposes: { delivery: 'legitimateInterest', status: 'consent' }, retention: { endsWith: 'row' } },
  [
    {
      place: 'subscriber_mails',
      fields: [
        ...['id', 'workspace_id', 'update_id', 'subscriber_id', 'subject_id', 'update_number', 'channel', 'state'],
        ...['attempts', 'reason', 'created_at', 'next_attempt_at', 'leased_until', 'finished_at'],
      ],
      subject: [{ column: 'subscriber_id', of: 'subscribers', key: 'id' }],
    },
  ],
)

export default [...subscribers, ...endpoints, ...tellings, ...deliveries]
