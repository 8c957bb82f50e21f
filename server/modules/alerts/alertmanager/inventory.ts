/** Values of labels and annotations are texts of a customer's programs and rules: the workspace decides about them. */
const texts = { erase: 'workspaceDecides' } as const

export const alertmanagerInventory = [
  {
    ...texts,
    place: 'alert_silences',
    fields: [
      ...['workspace_id', 'id', 'matchers', 'starts_at', 'ends_at', 'comment', 'created_by', 'created_by_name'],
      ...['created_at', 'updated_at'],
    ],
  },
  {
    ...texts,
    place: 'external_alerts',
    fields: [
      ...['workspace_id', 'project_id', 'fingerprint', 'name', 'labels', 'annotations', 'generator_url', 'starts_at'],
      ...['ends_at', 'updated_at', 'resolved_at', 'told_at', 'incident_id'],
    ],
  },
] as const
