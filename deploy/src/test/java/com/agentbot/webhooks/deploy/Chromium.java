package com.agentbot.webhooks.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/**
 * This machine's own Chromium without a window. It finds no host but 127.0.0.1, so what works here needs no network.
 */
final class Chromium implements AutoCloseable {
    /** What a person has to do where {@link #start} finds none. */
    static final String INSTALL =
            "install Chromium and its driver (on Debian: apt-get install chromium chromium-driver)";

    private static final List<String> BROWSERS =
            List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome");
    private static final List<String> DRIVERS = List.of("chromedriver", "chromium.chromedriver");
    private static final JsonMapper JSON = new JsonMapper();
    private static final int TALL = 800;
    /** Kept, so that it stays as it is set: what it warns of is a protocol that is not used here. */
    private static final Logger SELENIUM = Logger.getLogger("org.openqa.selenium");

    private final ChromeDriver driver;

    private Chromium(ChromeDriver driver) {
        this.driver = driver;
    }

    /** Starts one; empty where the browser or its driver is not on the PATH. */
    static Optional<Chromium> start() {
        Optional<File> browser = find(BROWSERS);
        Optional<File> driver = find(DRIVERS);
        if (browser.isEmpty() || driver.isEmpty()) {
            return Optional.empty();
        }
        SELENIUM.setLevel(Level.SEVERE);
        // With both paths given, nothing is looked for elsewhere and nothing is fetched.
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(driver.get())
                .usingAnyFreePort()
                .build();
        ChromeDriver session = new ChromeDriver(service, options(browser.get()));
        session.manage().timeouts().scriptTimeout(Duration.ofSeconds(30));
        return Optional.of(new Chromium(session));
    }

    private static Optional<File> find(List<String> names) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .flatMap(directory -> names.stream().map(name -> Path.of(directory, name)))
                .filter(Files::isExecutable)
                .map(Path::toFile)
                .findFirst();
    }

    private static ChromeOptions options(File browser) {
        LoggingPreferences logs = new LoggingPreferences();
        // Below that there are hints to developers only.
        logs.enable(LogType.BROWSER, Level.INFO);
        logs.enable(LogType.PERFORMANCE, Level.ALL);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(browser);
        options.addArguments(
                "--headless=new",
                // Root, as in a container, gets no sandbox; and nothing but this build's own page is opened.
                "--no-sandbox",
                "--disable-dev-shm-usage",
                "--disable-gpu",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--no-proxy-server",
                "--lang=en-GB",
                "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1");
        options.setCapability("goog:loggingPrefs", logs);
        options.setExperimentalOption("perfLoggingPrefs", Map.of("enableNetwork", true, "enablePage", false));
        return options;
    }

    ChromeDriver driver() {
        return driver;
    }

    /** Runs a script in the page, beside whatever its policy allows, as developer tools do. */
    @SuppressWarnings("TypeParameterUnusedInFormals") // As the driver has it: whoever wrote the script knows.
    <T> T run(String script, @Nullable Object... arguments) {
        @SuppressWarnings("unchecked")
        T answer = (T) Objects.requireNonNull(driver.executeScript(script, arguments), "the script returned nothing");
        return answer;
    }

    /** The accessible name of an element, each run of white space as one space; empty for none. */
    static String nameOf(WebElement element) {
        return Objects.requireNonNullElse(element.getAccessibleName(), "")
                .replaceAll("\\s+", " ")
                .strip();
    }

    /** Shows pages as on a screen of this width, in CSS pixels. */
    void width(int pixels) {
        devTools(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", pixels, "height", TALL, "deviceScaleFactor", 1, "mobile", false));
    }

    void dark(boolean dark) {
        Map<String, String> scheme = Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light");
        devTools("Emulation.setEmulatedMedia", Map.of("features", List.of(scheme)));
    }

    /** Lets the page's origin read what it copied, as a person does by pasting. */
    String clipboard() {
        devTools(
                "Browser.grantPermissions",
                Map.of("permissions", List.of("clipboardReadWrite", "clipboardSanitizedWrite")));
        return run("return navigator.clipboard.readText()");
    }

    /** As if every session had ended. */
    void forgetCookies() {
        devTools("Network.clearBrowserCookies", Map.of());
    }

    byte[] screenshot() {
        return driver.getScreenshotAs(OutputType.BYTES);
    }

    /**
     * What has come onto the console since the last look: errors, warnings, breaches of the page's policy. That the API
     * said no (4xx) is not among it: the page tells the viewer, and Chromium notes it by itself.
     */
    List<String> console() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .map(LogEntry::getMessage)
                .filter(message -> !message.matches(
                        "(?s).* - Failed to load resource: the server responded with a status of 4\\d\\d .*"))
                .toList();
    }

    /** The addresses of all requests since the last look. */
    List<String> requested() throws IOException {
        List<String> addresses = new ArrayList<>();
        for (LogEntry entry : driver.manage().logs().get(LogType.PERFORMANCE)) {
            JsonNode message = JSON.readTree(entry.getMessage()).path("message");
            if (message.path("method").asText().equals("Network.requestWillBeSent")) {
                addresses.add(message.path("params").path("request").path("url").asText());
            }
        }
        return addresses;
    }

    private void devTools(String command, Map<String, Object> parameters) {
        driver.executeCdpCommand(command, parameters);
    }

    @Override
    public void close() {
        driver.quit();
    }
}
