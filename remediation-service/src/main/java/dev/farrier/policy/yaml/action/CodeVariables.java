package dev.farrier.policy.yaml.action;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Environment variables that say which code runs, or what of it. The only table of them. */
final class CodeVariables {
    private static final Set<String> NAMES = words("""
            PATH IFS ENV PS4 PROMPT_COMMAND SHELL SHELLOPTS HOME ZDOTDIR CDPATH FPATH EDITOR VISUAL PAGER MANPAGER BROWSER
            SYSTEMD_PAGER SYSTEMD_EDITOR SUDO_EDITOR SUDO_ASKPASS LESS LESSOPEN LESSCLOSE AWKPATH AWKLIBPATH
            GCONV_PATH GLIBC_TUNABLES LOCPATH NLSPATH HOSTALIASES
            CLASSPATH _JAVA_OPTIONS JDK_JAVA_OPTIONS PHPRC PHP_INI_SCAN_DIR R_PROFILE R_PROFILE_USER TCLLIBPATH TCL_LIBRARY
            OPENSSL_CONF OPENSSL_ENGINES OPENSSL_MODULES RSYNC_RSH TAR_OPTIONS TAPE MAKEFLAGS MAKEFILES HGRCPATH HGEDITOR
            KUBECONFIG KUBECTL_EXTERNAL_DIFF DOCKER_CONFIG AWS_CONFIG_FILE AWS_SHARED_CREDENTIALS_FILE
            XDG_CONFIG_HOME XDG_CONFIG_DIRS XDG_DATA_HOME XDG_DATA_DIRS
            RSYNC_CONNECT_PROG BORG_RSH BORG_PASSCOMMAND RESTIC_PASSWORD_COMMAND RCLONE_PASSWORD_COMMAND CVS_RSH SVN_SSH
            APT_CONFIG VIMINIT EXINIT MAVEN_OPTS GRADLE_OPTS JVM_OPTS CATALINA_OPTS KAFKA_OPTS ERL_FLAGS ERL_AFLAGS
            ERL_ZFLAGS PARALLEL RUSTC_WRAPPER GOFLAGS CC CXX RIPGREP_CONFIG_PATH PSQLRC CURL_HOME WGETRC PS0 KRB5_CONFIG
            GNUPGHOME HELM_PLUGINS DOCKER_HOST
            """);

    private static final Set<String> BEGINNINGS = words("""
            LD_ DYLD_ BASH PYTHON PERL RUBY NODE_ JAVA_ GIT_ SSH_ LUA_ GEM_ BUNDLE_ NPM_CONFIG_ npm_config_ ANSIBLE_
            TF_CLI_ARGS
            """);

    private CodeVariables() {}

    static boolean has(String name) {
        return NAMES.contains(name) || BEGINNINGS.stream().anyMatch(name::startsWith);
    }

    private static Set<String> words(String text) {
        return Stream.of(text.strip().split("\\s+")).collect(Collectors.toUnmodifiableSet());
    }
}
