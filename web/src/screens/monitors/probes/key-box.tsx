import KeyRound from 'lucide-react/icons/key-round'
import { useEffect, useRef } from 'react'
import { Button } from '../../../components/button.tsx'
import { Snippet } from '../../../components/code.tsx'
import { Card } from '../../../components/screen.tsx'
import { ProbeStateWords } from './probe-state.tsx'
import type { NewProbe, Probe } from './queries.ts'

/** The only time that the key is seen; it stays until it is put away. `current`: as the probe is now. */
export function KeyBox({
  made,
  current,
  onClose,
}: {
  made: NewProbe
  current: Probe | undefined
  onClose: () => void
}) {
  const heading = useRef<HTMLParagraphElement>(null)
  useEffect(() => {
    heading.current?.scrollIntoView({ block: 'center' })
  }, [])
  // Two lines on the screen, and one command for the shell.
  const command = `npx watchword probe --server ${window.location.origin} --allow 10.0.0.0/8`
  const line = `WATCHWORD_PROBE_KEY=${made.key} \\\n  ${command}`
  return (
    <Card className="mb-5 border-accent p-4">
      <p ref={heading} role="status" className="mb-1 flex items-center gap-2 font-semibold">
        <KeyRound className="size-4 text-accent" aria-hidden />
        Start {made.name} with this line
      </p>
      <p className="mb-3 text-muted">
        Run it on a machine inside of your network. Put after <code>--allow</code> what it may reach there, as a name,
        an address or a range. The key is shown this once.
      </p>
      <Snippet label="command that starts the probe" text={line} />
      <div className="mt-3 flex flex-wrap items-center gap-3">
        <Button onClick={onClose}>I have kept it</Button>
        <span className="text-xs text-muted" role="status">
          {current?.state === 'connected' ? (
            <ProbeStateWords state="connected" />
          ) : (
            'Waiting for it to call. This turns by itself.'
          )}
        </span>
      </div>
    </Card>
  )
}
