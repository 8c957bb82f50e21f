/**
 * For tests only: a self-signed certificate for hooks.example.test (P-256, valid 2020 to 2120) and its key. It opens
 * nothing: a test makes it trusted for itself.
 */
import { createPrivateKey } from 'node:crypto'

const keyDer =
  'MHcCAQEEIIG2kqQ4YTYW8oQl4lIPJsL3z1spr99ut1dTgI8HXOQMoAoGCCqGSM49AwEHoUQDQgAEF50YGHcgq0W0BRf34DaJER4Q' +
  'DVXgz1M8yXkw0j2CD5izDRH2qehQIFx8XKOW/19oqd1xHQQEofez06w+go7vew=='

const certificateDer =
  'MIIBezCCASKgAwIBAgIBATAKBggqhkjOPQQDAjAdMRswGQYDVQQDDBJob29rcy5leGFtcGxlLnRlc3QwIBcNMjAwMTAxMDAwMDAw' +
  'WhgPMjEyMDAxMDEwMDAwMDBaMB0xGzAZBgNVBAMMEmhvb2tzLmV4YW1wbGUudGVzdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IA' +
  'BBedGBh3IKtFtAUX9+A2iREeEA1V4M9TPMl5MNI9gg+Ysw0R9qnoUCBcfFyjlv9faKndcR0EBKH3s9OsPoKO73ujUTBPMA8GA1Ud' +
  'EwEB/wQFMAMBAf8wHQYDVR0RBBYwFIISaG9va3MuZXhhbXBsZS50ZXN0MB0GA1UdDgQWBBSQ7Cz3mY9OCQciLUwjFfCksNw9wTAK' +
  'BggqhkjOPQQDAgNHADBEAiAtDnG0yD9G+UxSJt5gpK15aHdLA58IECJyzscNljfTgwIgPUYhp14/etqK9pgyvnWJLEcT8/MVtxBy' +
  'wt+eHc6qCHc='

export const key = createPrivateKey({ key: Buffer.from(keyDer, 'base64'), format: 'der', type: 'sec1' }).export({
  format: 'pem',
  type: 'sec1',
})
export const certificate = `-----BEGIN CERTIFICATE-----\n${certificateDer}\n-----END CERTIFICATE-----\n`
