import { contact } from './contact.ts'
import { converse } from './conversation.ts'
import { failed, found, type CheckRun, type Finding } from './result.ts'
import type { SpecOf } from './spec.ts'

/** Nothing is sent: what is sent to any port could be a command to whatever listens there. */
const maxBannerBytes = 1024

export async function checkTcp(run: CheckRun, spec: SpecOf<'tcp'>): Promise<Finding> {
  const socket = await run.egress.openSocket({
    ...contact(run),
    host: spec.host,
    port: spec.port,
    ...(spec.tls && { tls: { verify: 'required' as const } }),
    plain: 'anywhere',
  })
  try {
    const facts = { ip: `IPv${socket.family}`, ...(socket.tls && { tls: socket.tls.protocol }) }
    if (spec.banner === null) return found(socket.connectMs, facts, 'connected')
    const text = await converse(socket.stream).readUntilIncludes(spec.banner, maxBannerBytes)
    if (!text)
      return failed('keyword', 'what it says first does not have the expected text', {
        latencyMs: socket.connectMs,
        facts,
      })
    return found(socket.connectMs, facts, 'connected, and says what is expected')
  } finally {
    socket.stream.destroy()
  }
}
