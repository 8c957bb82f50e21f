/** A local server that speaks the published contracts of both kinds of provider and keeps what it was sent. */
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

export type FakeAnswer =
  | { text: string; finish?: 'stop' | 'length' | 'content_filter' }
  | { status: number; body?: string }
  | 'silence'
export type Received = { path: string; headers: IncomingMessage['headers']; body: string }

export type FakeModel = {
  baseUrl: string
  received: Received[]
  /** What it answers from now on. */
  answer(make: (received: Received) => FakeAnswer): void
  close(): Promise<void>
}

export async function startFakeModel(): Promise<FakeModel> {
  const received: Received[] = []
  let make: (one: Received) => FakeAnswer = () => ({ text: '{}' })
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const one = { path: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks).toString() }
      received.push(one)
      const answer = make(one)
      if (answer === 'silence') return
      if ('status' in answer) response.writeHead(answer.status).end(answer.body ?? '')
      else response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(contentOf(one, answer)))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // It listens on a port, so its address is no pipe's name.
  const { port } = server.address() as AddressInfo
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    received,
    answer: (next) => {
      make = next
    },
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function contentOf({ path }: Received, { text, finish = 'stop' }: { text: string; finish?: string }): object {
  if (path.endsWith('/messages')) {
    const reasons: Record<string, string> = { stop: 'end_turn', length: 'max_tokens', content_filter: 'refusal' }
    return {
      ...{ id: 'msg_1', type: 'message', role: 'assistant', model: 'fake', stop_reason: reasons[finish] },
      ...{ content: [{ type: 'text', text }], usage: { input_tokens: 100, output_tokens: 20 } },
    }
  }
  return {
    ...{ id: 'cmpl_1', object: 'chat.completion', created: 1, model: 'fake' },
    choices: [{ index: 0, message: { role: 'assistant', content: text }, finish_reason: finish }],
    usage: { prompt_tokens: 100, completion_tokens: 20, total_tokens: 120 },
  }
}
