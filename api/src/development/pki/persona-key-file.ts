import { createCipheriv, pbkdf2Sync, randomBytes } from 'node:crypto'
import type { Crypto } from '@contremarque/ledger'
import { encodePkcs12 } from '@contremarque/ledger/development'
import type { Persona } from '../../identity/personas.js'

/** Of every development `.p12`: what protects nothing needs no secret. */
export const PERSONA_PASSWORD = 'contremarque'
/** No stretching makes a published password harder to guess: the least there is. */
const ITERATIONS = 2

/** A persona's certificate and key as a browser imports them. */
export function encodePersonaKeyFile(
  { name }: Persona,
  certificate: Uint8Array,
  privateKeyPem: string,
  crypto: Crypto,
): Uint8Array {
  const privateKey = Buffer.from(privateKeyPem.replace(/-----[^-]+-----|\s/g, ''), 'base64')
  const content = {
    certificate,
    privateKey,
    friendlyName: name,
    password: PERSONA_PASSWORD,
    iterations: ITERATIONS,
  }
  return encodePkcs12(content, {
    digest: (algorithm, bytes) => crypto.digest(algorithm, bytes),
    randomBytes,
    encrypt: (bytes, { password, salt, iterations, iv }) => {
      const key = pbkdf2Sync(password, salt, iterations, 32, 'sha256')
      const cipher = createCipheriv('aes-256-cbc', key, iv)
      return Buffer.concat([cipher.update(bytes), cipher.final()])
    },
  })
}

/** Stands beside the files. */
export const PERSONA_README = `# Certificats des personas de développement

Un fichier \`.p12\` par persona, mot de passe \`${PERSONA_PASSWORD}\`. Ils ne prouvent rien et ne valent que
pour ce registre de développement.

1. Importer le fichier d’un persona dans le navigateur.
   - Firefox : Paramètres, Vie privée et sécurité, Afficher les certificats, Vos certificats, Importer.
   - Chrome, Edge : Paramètres, Confidentialité et sécurité, Sécurité, Gérer les certificats, Importer.
     Sous Linux : \`pk12util -d sql:$HOME/.pki/nssdb -i magistrat.p12\`.
   - macOS (Safari, Chrome) : ouvrir le fichier, trousseau « session ».
2. Ouvrir le registre sur son port TLS (\`https://127.0.0.1:3443\` si le port est 3000) et accepter le
   certificat du serveur, que l’autorité de développement a délivré : ne pas l’ajouter aux autorités reconnues.
3. « Se connecter avec un certificat », choisir le certificat.

Révoquer : \`npm run demo:revoke -- magistrat\`. La session ouverte avec ce certificat se ferme en une minute.

---

One \`.p12\` per persona, password \`${PERSONA_PASSWORD}\`: import it, open the TLS port
(\`https://127.0.0.1:3443\` beside port 3000), accept the server's development certificate, choose "Sign in with a
certificate". \`npm run demo:revoke -- magistrat\` revokes one.
`
