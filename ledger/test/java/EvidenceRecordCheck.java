import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Date;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.SignerInformationVerifier;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.operator.DigestCalculatorProvider;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.tsp.ers.ERSByteData;
import org.bouncycastle.tsp.ers.ERSEvidenceRecord;

/**
 * Second opinion on evidence records by BouncyCastle. Argument: a folder with tsa.der, the
 * certificate of the time-stamping authority, and for each case NAME.ers and NAME.object.
 * Prints a line per case in order of names: "NAME valid" or "NAME invalid: reason".
 */
public final class EvidenceRecordCheck {
  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    DigestCalculatorProvider digests = new JcaDigestCalculatorProviderBuilder().build();
    X509CertificateHolder certificate =
        new X509CertificateHolder(Files.readAllBytes(folder.resolve("tsa.der")));
    SignerInformationVerifier verifier = new JcaSimpleSignerInfoVerifierBuilder().build(certificate);
    for (Path record : recordsIn(folder)) {
      String name = record.getFileName().toString().replaceFirst("\\.ers$", "");
      byte[] object = Files.readAllBytes(folder.resolve(name + ".object"));
      System.out.println(name + " " + check(Files.readAllBytes(record), object, digests, verifier));
    }
  }

  private static List<Path> recordsIn(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".ers"))
          .sorted()
          .collect(Collectors.toList());
    }
  }

  private static String check(
      byte[] record,
      byte[] object,
      DigestCalculatorProvider digests,
      SignerInformationVerifier verifier) {
    try {
      ERSEvidenceRecord evidence = new ERSEvidenceRecord(record, digests);
      evidence.validatePresent(new ERSByteData(object), new Date());
      evidence.validate(verifier);
      return "valid";
    } catch (Exception problem) {
      return "invalid: " + problem.getClass().getSimpleName();
    }
  }
}
