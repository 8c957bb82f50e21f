import Check from 'lucide-react/icons/check'
import Minus from 'lucide-react/icons/minus'
import type { IncidentDetail } from '../../api.ts'
import { Card } from '../../components/screen.tsx'
import { capital, words } from '../../format.ts'

/** Why these events are one incident. */
export function GroupingPanel({ grouping: { method, version, parts } }: { grouping: IncidentDetail['grouping'] }) {
  return (
    <div className="max-w-3xl">
      <p className="mb-4 text-base text-muted">
        Events are one incident when everything that counts is the same. These were grouped by{' '}
        <strong className="font-medium text-text">{words(method)}</strong>, version {version} of the rules.
      </p>
      <Card>
        <table className="w-full text-left">
          <thead>
            <tr className="border-b border-line text-xs text-faint">
              <th scope="col" className="w-24 px-4 py-2 font-normal">
                Counts
              </th>
              <th scope="col" className="w-28 px-2 py-2 font-normal">
                Part
              </th>
              <th scope="col" className="px-2 py-2 font-normal">
                Value
              </th>
            </tr>
          </thead>
          <tbody>
            {parts.map(({ kind, value, counted, why }, row) => (
              <tr key={`${kind}.${row}`} className="border-b border-line last:border-b-0">
                <td className={counted ? 'px-4 py-2 align-top text-up' : 'px-4 py-2 align-top text-faint'}>
                  <span className="flex items-center gap-1.5">
                    {counted ? <Check className="size-3.5" aria-hidden /> : <Minus className="size-3.5" aria-hidden />}
                    {counted ? 'Yes' : 'No'}
                  </span>
                </td>
                <td className="px-2 py-2 align-top text-muted">{capital(words(kind))}</td>
                <td className="px-2 py-2 pr-4 align-top">
                  <code className="text-xs break-words">
                    <bdi>{value}</bdi>
                  </code>
                  {why && <p className="text-xs text-faint">{why}</p>}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Card>
    </div>
  )
}
