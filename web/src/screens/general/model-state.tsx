import CircleCheck from 'lucide-react/icons/circle-check'
import CircleSlash from 'lucide-react/icons/circle-slash'
import TriangleAlert from 'lucide-react/icons/triangle-alert'
import type { ReactNode } from 'react'
import type { AnalysisSettings } from '../../api.ts'
import { cn } from '../../components/class-names.ts'
import { fullNumber } from '../../format.ts'
import { UsageBar } from '../usage/bar.tsx'
import { fillOf } from '../usage/quota-words.ts'

/** Whether a model is asked at the moment, and if not, why. */
export function ModelState({ settings }: { settings: AnalysisSettings }) {
  const { enabled, model, obstacle } = settings
  // As long as it is off and no address is set, that there is none is no news.
  const hindered = obstacle !== null && (enabled || !obstacle.startsWith('the address')) ? obstacle : undefined
  const spent = budgetsOf(settings).filter(({ used, limit }) => used >= limit)
  if (hindered !== undefined)
    return (
      <Notice tone="degraded">
        No model is asked: {hindered}.
        {hindered.startsWith('the policy') &&
          ' Who runs the installation decides that. The built-in analysis needs none.'}
      </Notice>
    )
  if (!enabled)
    return (
      <Notice tone="unknown">
        <span className="font-medium">Off.</span> No model is asked, and nothing leaves this installation.
      </Notice>
    )
  if (spent.length > 0)
    return (
      <Notice tone="degraded">
        The budget of this month is used up ({spent.map(({ word }) => word).join(', ')}): no model is asked until{' '}
        {nextMonth()}, or until you raise it. The built-in analysis goes on.
      </Notice>
    )
  return (
    <Notice tone="up">
      <span className="font-medium">On.</span> <span className="break-all">{model}</span> is asked about incidents.
    </Notice>
  )
}

const tones = {
  up: 'bg-up-soft text-up',
  degraded: 'bg-degraded-soft text-degraded',
  unknown: 'bg-unknown-soft text-unknown',
}

function Notice({ tone, children }: { tone: keyof typeof tones; children: ReactNode }) {
  const Icon = { up: CircleCheck, degraded: TriangleAlert, unknown: CircleSlash }[tone]
  return (
    <p role="status" className={cn('flex items-start gap-2 rounded-md px-3 py-2', tones[tone])}>
      <Icon className="mt-0.5 size-4 shrink-0" aria-hidden />
      <span className="min-w-0">{children}</span>
    </p>
  )
}

const budgetsOf = ({ usage, monthlyCalls, monthlyTokens }: AnalysisSettings) => [
  { word: 'questions', used: usage.calls, limit: monthlyCalls },
  { word: 'tokens', used: usage.tokens, limit: monthlyTokens },
]

/** What was used of the month, against what may be; of nothing there is nothing to show. */
export function ModelBudget({ settings }: { settings: AnalysisSettings }) {
  if (!settings.enabled && settings.usage.calls === 0) return null
  return (
    <div className="grid gap-x-6 gap-y-3 sm:grid-cols-2">
      {budgetsOf(settings).map(({ word, used, limit }) => {
        const words = `${fullNumber(used)} of ${fullNumber(limit)} ${word} this month`
        return (
          <div key={word}>
            <UsageBar used={used} limit={limit} fill={fillOf({ used, limit })} label={words} />
            <p className="mt-1 text-xs text-faint">
              {words}, begins anew on {nextMonth()}
            </p>
          </div>
        )
      })}
    </div>
  )
}

function nextMonth(): string {
  const now = new Date()
  return utcDay.format(new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1)))
}
const utcDay = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', timeZone: 'UTC' })
