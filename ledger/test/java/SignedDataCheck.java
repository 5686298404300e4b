import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.SignerInformationVerifier;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.tsp.TimeStampToken;

/**
 * Second opinion on entries and time-stamp tokens by BouncyCastle. Argument: a folder with
 * root.der, the root of the seal certificates, and tsa.der, the certificate of the time-stamping
 * authority; for each entry NAME.p7m; for each token NAME.tst and NAME.imprint, the 32 bytes it must
 * be over. Prints a line per file in order of names: "NAME valid" or "NAME invalid: reason".
 */
public final class SignedDataCheck {
  private static X509CertificateHolder root;
  private static X509CertificateHolder authority;

  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    root = certificate(folder.resolve("root.der"));
    authority = certificate(folder.resolve("tsa.der"));
    for (Path file : filesIn(folder)) {
      String name = file.getFileName().toString();
      boolean isEntry = name.endsWith(".p7m");
      System.out.println(name.substring(0, name.length() - 4) + " " + check(file, isEntry));
    }
  }

  private static X509CertificateHolder certificate(Path file) throws Exception {
    return new X509CertificateHolder(Files.readAllBytes(file));
  }

  private static List<Path> filesIn(Path folder) throws Exception {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().matches(".*\\.(p7m|tst)"))
          .sorted()
          .collect(Collectors.toList());
    }
  }

  private static String check(Path file, boolean isEntry) {
    try {
      boolean isValid = isEntry ? isValidEntry(file) : isValidToken(file);
      return isValid ? "valid" : "invalid: refused";
    } catch (Exception problem) {
      return "invalid: " + problem.getClass().getSimpleName();
    }
  }

  /** One signer, whose certificate comes along and was issued by the root. */
  private static boolean isValidEntry(Path file) throws Exception {
    CMSSignedData signed = new CMSSignedData(Files.readAllBytes(file));
    if (signed.getSignerInfos().size() != 1) return false;
    SignerInformation signer = signed.getSignerInfos().iterator().next();
    @SuppressWarnings("unchecked")
    X509CertificateHolder seal =
        (X509CertificateHolder) signed.getCertificates().getMatches(signer.getSID()).iterator().next();
    return signer.verify(verifierOf(seal))
        && seal.isSignatureValid(new JcaContentVerifierProviderBuilder().build(root));
  }

  private static boolean isValidToken(Path file) throws Exception {
    TimeStampToken token = new TimeStampToken(new CMSSignedData(Files.readAllBytes(file)));
    token.validate(verifierOf(authority));
    Path imprint = Path.of(file.toString().replaceFirst("\\.tst$", ".imprint"));
    return Arrays.equals(
        Files.readAllBytes(imprint), token.getTimeStampInfo().getMessageImprintDigest());
  }

  private static SignerInformationVerifier verifierOf(X509CertificateHolder certificate)
      throws Exception {
    return new JcaSimpleSignerInfoVerifierBuilder().build(certificate);
  }
}
