import KeyRound from 'lucide-react/icons/key-round'
import { useEffect, useRef } from 'react'
import type { NewApiKey } from '../../api.ts'
import { Button } from '../../components/button.tsx'
import { Snippet } from '../../components/code.tsx'
import { CopyField } from '../../components/copy.tsx'
import { Card } from '../../components/screen.tsx'

/** The only time that the key is seen; it stays until it is put away. */
export function NewKeyBox({ made, onClose }: { made: NewApiKey; onClose: () => void }) {
  const example = exampleFor(made)
  const heading = useRef<HTMLParagraphElement>(null)
  // A key that was rotated further down must not be missed up here.
  useEffect(() => {
    heading.current?.scrollIntoView({ block: 'center' })
  }, [])
  return (
    <Card className="mb-5 border-accent p-4">
      <p ref={heading} role="status" className="mb-1 flex items-center gap-2 font-semibold">
        <KeyRound className="size-4 text-accent" aria-hidden />
        The key of {made.name}
      </p>
      <p className="mb-3 text-muted">
        It is shown this once. Keep it where your program reads its secrets; whoever has it can do what it may.
      </p>
      <CopyField label="API key" value={made.key} />
      {example && (
        <div className="mt-3">
          <Snippet label="a request with this key" text={example} />
        </div>
      )}
      <div className="mt-3">
        <Button onClick={onClose}>I have kept it</Button>
      </div>
    </Card>
  )
}

/** Something that this key may do. */
function exampleFor({ key, scopes }: NewApiKey): string | undefined {
  if (scopes.includes('incidents.read')) return reading(key)
  return scopes.includes('events.write') ? sending(key) : undefined
}

const reading = (key: string): string => `curl ${location.origin}/api/v1/incidents \\
  -H 'Authorization: Bearer ${key}'`

const sending = (key: string): string => `curl ${location.origin}/api/v1/events \\
  -H 'Authorization: Bearer ${key}' \\
  -H 'Content-Type: application/json' \\
  -d '{"level":"error","message":"Hello"}'`
