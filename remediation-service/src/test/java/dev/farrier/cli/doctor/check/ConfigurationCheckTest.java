package dev.farrier.cli.doctor.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.cli.doctor.check.ConfigurationCheck.SecretFacts;
import dev.farrier.cli.doctor.check.ConfigurationCheck.SecretState;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConfigurationCheckTest {
    @Test
    void shouldSayOneLineWhenAllIsWell() {
        assertThat(Findings.text(ConfigurationCheck.check(
                        "roles core",
                        List.of(),
                        List.of(),
                        List.of(new SecretFacts("http.token", "env:A", SecretState.READABLE, "")))))
                .containsExactly("ok: roles core");
    }

    @Test
    void shouldSayWhatIsWrongWithKeysAndSecrets() {
        assertThat(Findings.text(ConfigurationCheck.check(
                        "roles core",
                        List.of("policies.dir: error: there is no directory /p"),
                        List.of("http.insecure: who reaches it"),
                        List.of(
                                new SecretFacts("a", "env:A", SecretState.NOT_IN_THIS_ENVIRONMENT, "is not set"),
                                new SecretFacts("b", "file:/b", SecretState.OPEN_TO_OTHERS, ""),
                                new SecretFacts("c", "file:/c", SecretState.UNUSABLE, "is empty")))))
                .containsExactly(
                        "error: policies.dir: there is no directory /p → farrier reference configuration describes the key",
                        "warning: http.insecure: who reaches it → farrier reference configuration describes the key",
                        "not-checked: a: env:A is not set in the environment of this command → run farrier doctor in the"
                                + " environment of the service",
                        "warning: b: file:/b can be read by other users of this machine → chmod go= /b",
                        "error: c: file:/c is empty → write the secret there, readable for the user of the service");
    }
}
