import { useQuery } from '@tanstack/react-query'
import Check from 'lucide-react/icons/check'
import Download from 'lucide-react/icons/download'
import X from 'lucide-react/icons/x'
import { useState, type ReactNode } from 'react'
import type { StatusPage, UptimeReport as Report } from '../../../api.ts'
import { Button } from '../../../components/button.tsx'
import { TextField } from '../../../components/field.tsx'
import { FormFrame } from '../../../components/form-frame.tsx'
import { Loaded } from '../../../components/loaded.tsx'
import { Card, Section } from '../../../components/screen.tsx'
import { SkeletonRows } from '../../../components/skeleton.tsx'
import { Time } from '../../../components/time.tsx'
import { toastError } from '../../../components/toast.tsx'
import { useForm } from '../../../form.ts'
import { duration } from '../../../format.ts'
import { saveAs } from '../../../save-as.ts'
import { useClient, useWorkspace } from '../../../session.ts'
import { dateWords, percent } from './figures.ts'
import { uptimeReportQuery, type ReportQuery } from './queries.ts'

/** What was agreed against what was kept. */
export function UptimeReport({ page }: { page: StatusPage }) {
  const [query, setQuery] = useState<ReportQuery>()
  const today = new Date().toISOString().slice(0, 10)
  const form = useForm({
    initial: { from: `${today.slice(0, 7)}-01`, to: today, target: '99.9' },
    rules: {
      from: ({ from }) => (from === '' ? 'A first day is needed.' : undefined),
      to: ({ from, to }) => (to < from ? 'The last day must not come before the first.' : undefined),
      target: ({ target }) =>
        Number(target) >= 0 && Number(target) <= 100 && target.trim() !== '' ? undefined : 'From 0 to 100.',
    },
    submit: ({ from, to, target }) => {
      setQuery({ from, to, target: Number(target) / 100 })
      return Promise.resolve()
    },
  })
  return (
    <Section title="Report on what was agreed">
      <Card className="p-4">
        <FormFrame form={form} action="Make the report">
          <div className="grid gap-4 sm:grid-cols-3">
            <TextField form={form} name="from" type="date" label="First day" />
            <TextField form={form} name="to" type="date" label="Last day" />
            <TextField form={form} name="target" inputMode="decimal" label="Agreed uptime in percent" />
          </div>
        </FormFrame>
        {query && <Made page={page} query={query} />}
      </Card>
    </Section>
  )
}

function Made({ page, query }: { page: StatusPage; query: ReportQuery }) {
  const { slug } = useWorkspace()
  const client = useClient()
  const found = useQuery(uptimeReportQuery(slug, page.id, query))
  const save = async (): Promise<void> => {
    const { fileName, csv } = await client.getUptimeReportCsv({ params: { pageId: page.id }, query })
    await saveAs(new Response(csv, { headers: { 'content-type': 'text/csv; charset=utf-8' } }), fileName)
  }
  return (
    <div className="mt-5 border-t border-line pt-4">
      <Loaded query={found} skeleton={<SkeletonRows rows={3} />}>
        {(report) => (
          <>
            <div className="mb-3 flex flex-wrap items-center gap-3">
              <p className="min-w-0 flex-1 text-sm">
                {dateWords(report.from)} to {dateWords(report.to)} in {report.timeZone}:{' '}
                {percent(report.overall.uptime)} over all that readers see.
              </p>
              <Button icon={<Download aria-hidden />} onClick={() => void save().catch(toastError)}>
                Save as CSV
              </Button>
            </div>
            <Lines report={report} />
            {report.policies.length > 1 && (
              <p className="mt-2 text-xs text-muted">
                What counts as downtime changed{' '}
                {report.policies.length - 1 === 1 ? 'once' : `${report.policies.length - 1} times`} in this time; each
                day counts by the rules of that day.
              </p>
            )}
          </>
        )}
      </Loaded>
    </div>
  )
}

function Lines({ report }: { report: Report }) {
  return (
    <div className="overflow-x-auto" tabIndex={0} role="region" aria-label="Report">
      <table className="w-full text-sm">
        <thead className="text-xs text-muted">
          <tr className="text-right">
            <th className="py-1.5 pr-3 text-left font-medium">Component</th>
            <th className="px-3 py-1.5 font-medium">Uptime</th>
            <th className="px-3 py-1.5 font-medium">Time known</th>
            <th className="px-3 py-1.5 font-medium">Downtime</th>
            <th className="px-3 py-1.5 font-medium">Left out</th>
            <th className="px-3 py-1.5 font-medium">Still allowed</th>
            <th className="py-1.5 pl-3 text-left font-medium">Agreed</th>
          </tr>
        </thead>
        <tbody>
          {report.components.map((line) => (
            <Line key={line.id} line={line}>
              {line.correctedAt && (
                <>
                  corrected <Time at={line.correctedAt} />
                </>
              )}
            </Line>
          ))}
          {report.groups.map((line) => (
            <Line key={line.id} line={line}>
              {line.upWhen === 'any' ? 'group, up while any is' : 'group, up while all are'}
            </Line>
          ))}
        </tbody>
      </table>
    </div>
  )
}

type LineProps = { line: Report['components'][number] | Report['groups'][number]; children: ReactNode }

function Line({ line, children }: LineProps) {
  return (
    <tr className="border-t border-line text-right whitespace-nowrap tabular-nums">
      <th scope="row" className="max-w-56 truncate py-2 pr-3 text-left font-medium">
        {line.name}
        {children && <span className="block text-xs font-normal text-muted">{children}</span>}
      </th>
      <td className="px-3 py-2">{line.uptime === null ? 'No data' : percent(line.uptime)}</td>
      <td className="px-3 py-2">{percent(line.coverage)}</td>
      <td className="px-3 py-2">{spent(line.downtimeSeconds)}</td>
      <td className="px-3 py-2">{spent(line.excludedSeconds)}</td>
      <td className="px-3 py-2">{remaining(line.remainingSeconds)}</td>
      <td className="py-2 pl-3 text-left">
        <Verdict isMet={line.isMet} />
      </td>
    </tr>
  )
}

function spent(seconds: number): string {
  return seconds === 0 ? 'none' : duration(seconds * 1000)
}

function remaining(seconds: number | null): string {
  if (seconds === null) return '–'
  return seconds >= 0 ? duration(seconds * 1000) : `${duration(-seconds * 1000)} too much`
}

function Verdict({ isMet }: { isMet: boolean | null }) {
  if (isMet === null) return <span className="text-muted">No figure</span>
  return isMet ? (
    <span className="inline-flex items-center gap-1 text-up">
      <Check className="size-3.5" aria-hidden />
      Kept
    </span>
  ) : (
    <span className="inline-flex items-center gap-1 text-down">
      <X className="size-3.5" aria-hidden />
      Missed
    </span>
  )
}
