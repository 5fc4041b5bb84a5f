package dev.farrier.cli.doctor;

import dev.farrier.app.config.Prerequisites;
import dev.farrier.app.config.Role;
import dev.farrier.app.config.Settings;
import dev.farrier.app.service.Keyring;
import dev.farrier.cli.doctor.check.ConfigurationCheck;
import dev.farrier.cli.doctor.check.ConfigurationCheck.SecretFacts;
import dev.farrier.cli.doctor.check.ConfigurationCheck.SecretState;
import dev.farrier.cli.doctor.check.KeyCheck;
import dev.farrier.cli.doctor.check.KeyCheck.KeyFacts;
import dev.farrier.cli.doctor.check.PolicyStateCheck;
import dev.farrier.model.ActionText.SecretPlace;
import dev.farrier.policy.problem.Problem;
import dev.farrier.policy.yaml.PolicyCompiler;
import dev.farrier.repository.Contents;
import dev.farrier.repository.PolicyDirectory;
import dev.farrier.secret.SecretReference;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What can be checked on this machine without Kafka. */
final class LocalChecks {
    private final Settings settings;
    private final Map<String, String> environment;

    LocalChecks(Settings settings, Map<String, String> environment) {
        this.settings = settings;
        this.environment = environment;
    }

    /** Returns the keys of this configuration, for the checks that need Kafka too. */
    KeyFacts run(DoctorReport report) {
        report.add(ConfigurationCheck.check(
                "roles " + settings.roles().stream().map(Role::text).collect(Collectors.joining(", ")) + "; data in "
                        + settings.dataDir(),
                Prerequisites.problems(settings, Keyring.generatedPublicKey(settings)),
                warnings(),
                secrets()));
        KeyFacts keys = keys();
        report.add(KeyCheck.local(keys));
        Path directory = settings.policies().dir();
        if (settings.has(Role.POLICIES) && settings.policies().fromDirectory() && Files.isDirectory(directory)) {
            report.add(PolicyStateCheck.local(directory.toString(), problems(directory)));
        }
        return keys;
    }

    private List<String> warnings() {
        List<String> warnings = new ArrayList<>(settings.warnings());
        Path data = settings.dataDir();
        if (Files.exists(data) && !(Files.isDirectory(data) && Files.isWritable(data))) {
            warnings.add("data.dir: this user can't write to " + data + "; the user of the service must be able to");
        }
        return warnings;
    }

    private List<SecretFacts> secrets() {
        List<SecretFacts> facts = new ArrayList<>();
        settings.secrets().forEach((key, reference) -> facts.add(secret(key, reference)));
        return facts;
    }

    private SecretFacts secret(String key, SecretReference reference) {
        boolean variable = reference.place() == SecretPlace.ENV;
        try {
            reference.read(environment);
        } catch (IllegalArgumentException e) {
            return new SecretFacts(
                    key,
                    reference.toString(),
                    variable ? SecretState.NOT_IN_THIS_ENVIRONMENT : SecretState.UNUSABLE,
                    String.valueOf(e.getMessage()));
        }
        boolean open = !variable && isReadableByOthers(Path.of(reference.name()));
        return new SecretFacts(key, reference.toString(), open ? SecretState.OPEN_TO_OTHERS : SecretState.READABLE, "");
    }

    private static boolean isReadableByOthers(Path file) {
        try {
            return Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ);
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    private KeyFacts keys() {
        try {
            String signs = settings.has(Role.CORE) ? Keyring.signs(settings).orElse("") : "";
            SortedSet<String> trusts = settings.has(Role.EXECUTOR) ? Keyring.trusts(settings) : new TreeSet<>();
            return new KeyFacts(signs, "", true, trusts);
        } catch (AccessDeniedException e) {
            return new KeyFacts("", "", false, new TreeSet<>());
        } catch (IOException e) {
            return new KeyFacts("", String.valueOf(e.getMessage()), true, new TreeSet<>());
        }
    }

    private static List<Problem> problems(Path directory) {
        Contents contents = PolicyDirectory.read(directory);
        List<Problem> problems = new ArrayList<>(contents.problems());
        problems.addAll(PolicyCompiler.compile(contents.files(), "doctor").problems());
        return problems;
    }
}
