package dev.farrier.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PolicySettingsTest {
    @Test
    void shouldTakeADirectoryUnlessSomethingElseIsSaid() {
        assertThat(load().fromDirectory()).isTrue();
        assertThat(load("policies.push=true").fromDirectory()).isFalse();
    }

    @Test
    void shouldRefuseTwoPlaces() {
        assertThatThrownBy(() -> load("policies.push=true", "policies.dir=a")).hasMessageContaining("remove one");
    }

    private static PolicySettings load(String... set) {
        return Settings.load(null, Map.of(), List.of(set)).policies();
    }
}
