import { useQuery } from '@tanstack/react-query'
import { Link, useRouter } from '@tanstack/react-router'
import ChartGantt from 'lucide-react/icons/chart-gantt'
import CircleMinus from 'lucide-react/icons/circle-minus'
import CirclePlus from 'lucide-react/icons/circle-plus'
import ListTree from 'lucide-react/icons/list-tree'
import ScanSearch from 'lucide-react/icons/scan-search'
import Siren from 'lucide-react/icons/siren'
import type { LogLine } from '../../api.ts'
import { buttonClass, IconButton } from '../../components/button.tsx'
import { CopyWordsButton } from '../../components/copy.tsx'
import { Value } from '../../components/facts.tsx'
import { canAsk, withPart } from '../../components/query-text.ts'
import { rangeBetween } from '../../components/time-range.ts'
import { absolute } from '../../format.ts'
import { useWorkspace } from '../../session.ts'
import { factsOf } from './found.ts'
import { traceEventsQuery } from './queries.ts'

type Props = { line: LogLine; query: string; onQuery: (query: string) => void }

const aroundMs = 60_000

/** All that a line says, each of it a step to a narrower question. */
export function LineDetail({ line, query, onQuery }: Props) {
  return (
    <div className="px-3 pt-2 pb-3 md:px-4">
      <LineLinks line={line} />
      <table aria-label="What the line says" className="mt-2 w-full table-fixed border-collapse text-xs">
        <tbody>
          <tr>
            <th scope="row" className={nameCell}>
              time
            </th>
            <td className="w-14" />
            <td className="py-1 align-top">{absolute(new Date(line.occurredAt))}</td>
          </tr>
          {factsOf(line).map(({ name, value }, index) => (
            <tr key={`${name}.${index}`} className="border-t border-line">
              <th scope="row" className={nameCell}>
                {name}
              </th>
              <td className="w-14 align-top whitespace-nowrap">
                {canAsk(name, value) && (
                  <>
                    <IconButton
                      label={`Only this: ${name} ${value}`}
                      className="size-6"
                      onClick={() => onQuery(withPart(query, name, value, 'only'))}
                    >
                      <CirclePlus aria-hidden className="size-3.5!" />
                    </IconButton>
                    <IconButton
                      label={`Not this: ${name} ${value}`}
                      className="size-6"
                      onClick={() => onQuery(withPart(query, name, value, 'not'))}
                    >
                      <CircleMinus aria-hidden className="size-3.5!" />
                    </IconButton>
                  </>
                )}
              </td>
              <td className="py-1 align-top">
                <Value value={value} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

const nameCell = 'w-24 py-1 pr-2 text-left align-top font-normal break-words text-muted md:w-48'

function LineLinks({ line: { id, occurredAt, projectId, traceId, spanId, templateId } }: Pick<Props, 'line'>) {
  const { slug } = useWorkspace()
  const router = useRouter()
  const at = Date.parse(occurredAt)
  const around = {
    project: projectId,
    range: rangeBetween(new Date(at - aroundMs), new Date(at + aroundMs)),
    row: id,
  }
  const address = router.buildLocation({ to: '/$workspace/logs', params: { workspace: slug }, search: around })
  return (
    <div className="flex flex-wrap gap-1.5">
      {traceId && <IncidentLinks traceId={traceId} at={occurredAt} />}
      {traceId && (
        <Link
          to="/$workspace/traces/$traceId"
          params={{ workspace: slug, traceId }}
          search={spanId ? { span: spanId } : {}}
          className={buttonClass()}
        >
          <ChartGantt aria-hidden /> Its trace
        </Link>
      )}
      {templateId && (
        <Link
          to="/$workspace/logs"
          params={{ workspace: slug }}
          search={{ q: `template:${templateId}`, range: '24h' }}
          className={buttonClass()}
        >
          <ListTree aria-hidden /> Lines like it
        </Link>
      )}
      <Link to="/$workspace/logs" params={{ workspace: slug }} search={around} className={buttonClass()}>
        <ScanSearch aria-hidden /> Lines around it
      </Link>
      <CopyWordsButton text={location.origin + router.history.createHref(address.publicHref)}>
        Copy its address
      </CopyWordsButton>
    </div>
  )
}

/** Incidents of the events in the same trace. */
function IncidentLinks({ traceId, at }: { traceId: string; at: string }) {
  const { slug } = useWorkspace()
  const { data } = useQuery(traceEventsQuery(slug, traceId, at))
  const events = new Map(data?.items.map((event) => [event.incidentId, event]))
  return [...events].map(
    ([incidentId, event]) =>
      incidentId && (
        <Link
          key={incidentId}
          to="/$workspace/incidents/$incidentId"
          params={{ workspace: slug, incidentId }}
          search={{ event: event.id }}
          className={buttonClass('secondary', 'max-w-full min-w-0')}
        >
          <Siren aria-hidden />
          <span className="min-w-0 truncate">
            Its incident: <bdi>{event.title || 'removed by age'}</bdi>
          </span>
        </Link>
      ),
  )
}
