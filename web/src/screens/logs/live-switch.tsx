import CircleDashed from 'lucide-react/icons/circle-dashed'
import Radio from 'lucide-react/icons/radio'
import { Button } from '../../components/button.tsx'
import { cn } from '../../components/class-names.ts'
import { clock } from '../../format.ts'

type Props = {
  on: boolean
  onSwitch: () => void
  /** The last time that the server answered. */
  asOf: Date | undefined
  problem: unknown
  refusal: string | undefined
}

/** Whether new lines are waited for; says when none can come. */
export function LiveSwitch({ on, onSwitch, asOf, problem, refusal }: Props) {
  const lost = on && problem !== undefined
  return (
    <>
      {lost && (
        <span role="status" className="flex shrink-0 items-center gap-1 text-xs text-degraded">
          <CircleDashed className="size-3.5" aria-hidden />
          {asOf ? `as of ${clock(asOf)}, trying again` : 'trying again'}
        </span>
      )}
      <Button
        aria-pressed={on}
        refusal={refusal}
        onClick={onSwitch}
        icon={
          on && !lost ? (
            <span aria-hidden className="live-dot mx-0.75 size-2 rounded-full bg-up" />
          ) : (
            <Radio aria-hidden />
          )
        }
        className={cn(on && 'border-accent text-accent')}
      >
        Live
      </Button>
    </>
  )
}
