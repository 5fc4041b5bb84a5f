package dev.farrier.acceptance;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

class ToolsTest {
    private static final Set<String> MISSING = new TreeSet<>(Set.of("rsyslog", "prometheus"));

    @Test
    void shouldSkipWithWhatToInstall() {
        assertThatThrownBy(() -> Tools.check(MISSING, null))
                .isInstanceOf(TestAbortedException.class)
                .hasMessageContaining("apt-get install prometheus rsyslog");
    }

    @Test
    void shouldFailInsteadWhereEverythingMustBeThere() {
        assertThatThrownBy(() -> Tools.check(MISSING, "true"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("apt-get install prometheus rsyslog");
    }

    @Test
    void shouldRunWhenNothingIsMissing() {
        assertThatCode(() -> Tools.check(Set.of(), "true")).doesNotThrowAnyException();
    }
}
