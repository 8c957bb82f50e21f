import KeyRound from 'lucide-react/icons/key-round'
import { Button } from '../../components/button.tsx'
import { CopyField } from '../../components/copy.tsx'
import { Card } from '../../components/screen.tsx'

/** Shown once; it stays until it is put away. */
export function SigningSecret({
  channelName,
  secret,
  onClose,
}: {
  channelName: string
  secret: string
  onClose: () => void
}) {
  return (
    <Card className="mb-5 border-accent p-4">
      <p className="mb-1 flex items-center gap-2 font-semibold">
        <KeyRound className="size-4 text-accent" aria-hidden />
        The signing secret of {channelName}
      </p>
      <p className="mb-3 text-muted">
        It is shown this once. Give it to the receiver, which checks with it that a message is from Watchword.
      </p>
      <CopyField label="Signing secret" value={secret} />
      <div className="mt-3">
        <Button onClick={onClose}>I have kept it</Button>
      </div>
    </Card>
  )
}
