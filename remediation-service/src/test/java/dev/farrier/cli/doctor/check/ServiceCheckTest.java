package dev.farrier.cli.doctor.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.cli.doctor.check.ServiceCheck.ServiceState;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServiceCheckTest {
    @Test
    void shouldSayTheServicesOwnWords() {
        ServiceState fine = new ServiceState("http", true, "ok", "port 8460");
        ServiceState halted = new ServiceState("halt", true, "warn", "halted by ann");
        ServiceState failed = new ServiceState("kafka", false, "failed", "nothing is decided");
        assertThat(Findings.text(ServiceCheck.check("http://a:1", List.of(fine))))
                .containsExactly("ok: http://a:1 is ready: 1 check");
        assertThat(Findings.text(ServiceCheck.check("http://a:1", List.of(fine, halted))))
                .containsExactly(
                        "ok: http://a:1 is ready: 2 checks",
                        "warning: http://a:1 halt: halted by ann → farrier resume --reason '…'");
        assertThat(Findings.text(ServiceCheck.check("http://a:1", List.of(fine, failed))))
                .containsExactly("error: http://a:1 kafka: nothing is decided → look at the log of that process");
    }
}
