import { inventory } from '#platform/inventory'

export default inventory({ role: 'controller' }, [
  {
    category: 'C08',
    place: 'metric_limits',
    fields: [
      ...['workspace_id', 'series_per_day', 'labels_per_series', 'samples_per_second', 'past_seconds', 'updated_at'],
    ],
  },
])
