import type { ListProcessorsResult } from '../../api.ts'
import { Card } from '../../components/screen.tsx'

/** Everyone who gets data beside whoever runs the installation, and what is said of them. */
export function Processors({ found: { processors, stores } }: { found: ListProcessorsResult }) {
  const places = [...new Set(stores.map(({ regionName }) => regionName))]
  return (
    <Card>
      {processors.length === 0 ? (
        <p className="px-4 py-3 text-muted">
          Nobody. No processor is registered, and the software refuses to call a host that is not.
        </p>
      ) : (
        <ul>
          {processors.map(({ id, name, purpose, categories, regionName, transfer, dpa }) => (
            <li key={id} className="border-t border-line px-4 py-3 first:border-t-0">
              <p>
                <strong className="font-medium">{name}</strong> ({regionName}): {purpose}
              </p>
              <p className="text-muted">Gets {categories.map(({ text }) => text).join('; ')}.</p>
              <p className="text-xs text-faint">
                {dpa ? `Data processing agreement of ${dpa.date}` : 'No data processing agreement is on record'}
                {transfer && `; ${transfer.mechanism}`}
              </p>
            </li>
          ))}
        </ul>
      )}
      <p className="border-t border-line px-4 py-2.5 text-muted">The data itself is kept here: {places.join(', ')}.</p>
    </Card>
  )
}
