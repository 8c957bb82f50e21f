/** The examples of "Authenticating Requests: Using the Authorization Header", docs.aws.amazon.com/AmazonS3. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { signedHeaders, type Signing } from './sigv4.ts'

const published = {
  credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' },
  region: 'us-east-1',
  at: new Date('2013-05-24T00:00:00Z'),
  body: '',
} as const

const signatureOf = (signing: Pick<Signing, 'method' | 'headers'> & { path: string; body?: string }): string => {
  const url = new URL(`https://examplebucket.s3.amazonaws.com${signing.path}`)
  const { authorization = '' } = signedHeaders({ ...published, ...signing, url })
  return authorization.split('Signature=')[1] ?? ''
}

test('the published examples have the published signatures', () => {
  assert.equal(
    signatureOf({ method: 'GET', path: '/test.txt', headers: { range: 'bytes=0-9' } }),
    'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
  )
  assert.equal(
    signatureOf({
      method: 'PUT',
      path: '/test$file.text',
      headers: { date: 'Fri, 24 May 2013 00:00:00 GMT', 'x-amz-storage-class': 'REDUCED_REDUNDANCY' },
      body: 'Welcome to Amazon S3.',
    }),
    '98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd',
  )
  assert.equal(
    signatureOf({ method: 'GET', path: '/?lifecycle', headers: {} }),
    'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543',
  )
  assert.equal(
    signatureOf({ method: 'GET', path: '/?max-keys=2&prefix=J', headers: {} }),
    '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7',
  )
})

test('what is sent is what was signed, and the secret is no part of it', () => {
  const url = new URL('https://store.example/bucket/index.html')
  const headers = signedHeaders({
    ...published,
    method: 'PUT',
    url,
    headers: { 'content-type': 'text/html' },
    body: 'x',
  })
  assert.deepEqual(Object.keys(headers).toSorted(), [
    'authorization',
    'content-type',
    'x-amz-content-sha256',
    'x-amz-date',
  ])
  assert.equal(headers['x-amz-date'], '20130524T000000Z')
  assert.match(headers['authorization'] ?? '', /SignedHeaders=content-type;host;x-amz-content-sha256;x-amz-date,/)
  assert.ok(!JSON.stringify(headers).includes(published.credentials.secretAccessKey))
})
