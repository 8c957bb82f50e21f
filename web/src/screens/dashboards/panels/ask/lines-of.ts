/** The lines of an answer as they come. */
export async function* linesOf({ body }: Pick<Response, 'body'>): AsyncGenerator<string> {
  if (!body) return
  const reader = body.pipeThrough(new TextDecoderStream()).getReader()
  // A large answer comes in many pieces: they are joined once.
  let pieces: string[] = []
  for (;;) {
    const { done, value } = await reader.read()
    if (done) break
    const parts = value.split('\n')
    for (const part of parts.slice(0, -1)) {
      pieces.push(part)
      const line = pieces.join('')
      pieces = []
      if (line !== '') yield line
    }
    pieces.push(parts.at(-1) ?? '')
  }
  const rest = pieces.join('')
  if (rest !== '') yield rest
}
