import type { GetRetentionResult } from '../../api.ts'
import { Card } from '../../components/screen.tsx'
import { Time } from '../../components/time.tsx'
import { capital, counted } from '../../format.ts'

type Rule = GetRetentionResult['rules'][number]

/** What decides a length of time, in words. */
const sources: Record<Rule['from'], string> = {
  policy: 'the policy',
  plan: 'your plan',
  project: 'the project',
  contract: 'your contract',
  program: 'the software',
  workspace: 'the workspace',
}

/** One row for each thing that ends by age, the shortest first; then what stays as long as the workspace. */
export function Retention({ found: { rules, nextSweepAt, plan, contract } }: { found: GetRetentionResult }) {
  const aged = rules.filter(({ days }) => days !== null).toSorted((a, b) => (a.days ?? 0) - (b.days ?? 0))
  const staying = [...new Set(rules.filter(({ days }) => days === null).map(({ what }) => what))]
  return (
    <>
      <Card>
        <table className="w-full border-collapse">
          <thead className="sr-only">
            <tr>
              <th scope="col">What</th>
              <th scope="col">How long</th>
              <th scope="col">Decided by</th>
            </tr>
          </thead>
          <tbody>
            {aged.map((rule) => (
              <tr key={`${rule.place} ${rule.what} ${rule.rule}`} className="border-t border-line first:border-t-0">
                <th scope="row" className="py-2 pr-3 pl-4 text-left align-top font-normal">
                  {capital(rule.what)}
                  <span className="block text-xs text-faint">{rule.rule}</span>
                </th>
                <td className="py-2 pr-3 align-top whitespace-nowrap tabular-nums">{length(rule)}</td>
                <td className="hidden py-2 pr-4 align-top text-muted sm:table-cell">{sources[rule.from]}</td>
              </tr>
            ))}
          </tbody>
        </table>
        {staying.length > 0 && (
          <p className="border-t border-line px-4 py-2.5 text-muted">
            As long as the workspace exists: {staying.join('; ')}.
          </p>
        )}
      </Card>
      <p className="mt-2 text-xs text-faint">
        What is over its time is removed every hour, next <Time at={nextSweepAt} />.{plan && ` Plan: ${plan.name}.`}
        {contract?.reference && ` Contract: ${contract.reference}.`}
      </p>
    </>
  )
}

function length({ days }: Rule): string {
  if (days === null) return 'as long as the workspace'
  return days < 1 ? counted(Math.round(days * 24), 'hour') : counted(Math.round(days), 'day')
}
