package dev.farrier.cli.doctor.check;

import dev.farrier.cli.doctor.check.Finding.Subject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** What the configuration names on this machine. */
public final class ConfigurationCheck {
    private static final String MEND = "farrier reference configuration describes the key";

    private ConfigurationCheck() {}

    public enum SecretState {
        READABLE,
        /** A variable that is not set here; that says nothing about the environment of the service. */
        NOT_IN_THIS_ENVIRONMENT,
        /** A file that other users of this machine can read. */
        OPEN_TO_OTHERS,
        UNUSABLE
    }

    /**
     * @param key the configuration key that names it
     * @param reference as it is written: {@code file:/path} or {@code env:NAME}
     * @param problem what is wrong when it is unusable
     */
    public record SecretFacts(String key, String reference, SecretState state, String problem) {}

    /**
     * @param summary the roles and where Kafka is
     * @param problems {@code key: error: …} each, as {@code config check} prints them
     * @param warnings {@code key: …} each
     */
    public static List<Finding> check(
            String summary, Collection<String> problems, Collection<String> warnings, Collection<SecretFacts> secrets) {
        List<Finding> findings = new ArrayList<>();
        problems.forEach(problem ->
                findings.add(Finding.error(Subject.CONFIGURATION, problem.replaceFirst(": error: ", ": "), MEND)));
        warnings.forEach(warning -> findings.add(Finding.warning(Subject.CONFIGURATION, warning, MEND)));
        secrets.forEach(secret -> check(secret, findings));
        if (findings.isEmpty()) {
            findings.add(Finding.ok(Subject.CONFIGURATION, summary));
        }
        return findings;
    }

    private static void check(SecretFacts secret, List<Finding> findings) {
        String where = secret.key() + ": " + secret.reference();
        switch (secret.state()) {
            case READABLE -> {}
            case NOT_IN_THIS_ENVIRONMENT ->
                findings.add(Finding.notChecked(
                        Subject.CONFIGURATION,
                        where + " is not set in the environment of this command",
                        "run farrier doctor in the environment of the service"));
            case OPEN_TO_OTHERS ->
                findings.add(Finding.warning(
                        Subject.CONFIGURATION,
                        where + " can be read by other users of this machine",
                        "chmod go= " + secret.reference().replaceFirst("^file:", "")));
            case UNUSABLE ->
                findings.add(Finding.error(
                        Subject.CONFIGURATION,
                        where + " " + secret.problem(),
                        "write the secret there, readable for the user of the service"));
        }
    }
}
